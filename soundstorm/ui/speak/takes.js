// What this visitor made, latest first: play, compare, save, remove.
const section = element.querySelector(".takes"), list = section.querySelector("ol");
const keys = () => [...list.querySelectorAll("button, a")];
const theatreNow = () => document.querySelector("#theatre .theatre");

function key(text, label, press) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text, ariaLabel: `${text}: ${label}` });
  button.addEventListener("click", press);
  return button;
}

function show() {
  const takes = props.value ?? [], at = keys().indexOf(document.activeElement);
  section.hidden = !takes.length;
  list.replaceChildren(...takes.map(({ name, words, differs, number, sound, isShown }) => {
    const row = document.createElement("li"), title = Object.assign(document.createElement("span"), { className: "name", textContent: `${number}. ${words}` });
    title.append(Object.assign(document.createElement("small"), { textContent: differs }));
    row.dataset.name = name;
    row.setAttribute("aria-current", isShown);
    const compare = key("Compare", title.textContent, () => theatreNow().openRun(theatreNow().dataset.runA, name).catch(() => {}));
    compare.disabled = isShown;
    compare.title = isShown ? "This run is on the screen: compare it with another one." : "";
    row.append(title, key("Play", title.textContent, () => play(name)), compare);
    if (sound) row.append(Object.assign(document.createElement("a"), { href: sound.url, download: sound.orig_name, textContent: "Save", ariaLabel: `Save: ${title.textContent}` }));
    row.append(key("Remove", title.textContent, () => trigger("remove", { name })));
    return row;
  }));
  if (at >= 0) keys().slice(0, at + 1).findLast(({ disabled }) => !disabled)?.focus({ preventScroll: true }); // the list is another
}

async function play(name) {
  const theatre = theatreNow();
  await theatre.openRun(name).catch(() => {});
  if (theatre.dataset.runA === name) theatre.player.hear("speech");
}
watch("value", show);
show();
