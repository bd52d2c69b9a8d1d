// Which part of the page is open: app.css hides the others. The player and the top of the page serve several of them.
const buttons = [...element.querySelectorAll("button")];

function open(view) {
  document.body.dataset.view = view;
  for (const button of buttons) button.toggleAttribute("aria-current", false);
  buttons.find((button) => button.dataset.view === view)?.setAttribute("aria-current", "page");
  document.dispatchEvent(new CustomEvent("viewed", { detail: view }));
}
for (const button of buttons) button.hidden = Boolean(button.dataset.needs) && !props.value?.[button.dataset.needs];
for (const button of buttons) button.addEventListener("click", () => open(button.dataset.view));
open(document.body.dataset.view ?? "speak");
guardFiles();
explainPage();

// A wrong file is refused here in one sentence, a right one is given to gradio as the sound that it is: the ending
// or the browser's guess at a type does not matter, the server looks at the content.
function guardFiles() {
  const WRONG = /^(?:text|image|font|model)\/|pdf|zip|json|msword|officedocument|sstrace/;
  // as sound and video files begin
  const SOUNDS = /^(?:(?:RIFF|RF64).{4}(?:WAVE|AVI )|OggS|fLaC|ID3|#!AMR|FORM|caff|\xff[\xe0-\xfd]|.E\xdf\xa3|.{4}ftyp(?!avi|hei|hev|mif|msf))/s;
  const places = "#prompt-audio, #source-audio, #codec-audio, #detect-audio, #continue-audio, .cast-audio";
  const others = `.choose, .gallery-item, .cast select, [role=combobox], :is(${places}) button:not(:has(input))`;
  const KINDS = "audio/*,video/*,.amr,.wma,.m4a"; // what a browser's dialog shows: by gradio's own list it hides much of that
  const sentence = (file) => `Choose a recording: “${file.name}” is no sound or video file.`;
  const say = (place, text) => {
    let line = place.parentElement.querySelector(".refused");
    if (!line) place.after(line = Object.assign(document.createElement("p"), { className: "refused note error", role: "alert" }));
    line.textContent = text;
    line.hidden = !text;
  };
  const asSound = (file) => (file.type.startsWith("audio/") ? file : new File([file], file.name, { type: "audio/x-unknown" }));
  const beginsAsSound = async (file) => SOUNDS.test(String.fromCharCode(...new Uint8Array(await file.slice(0, 16).arrayBuffer())));
  const check = async (event, files, put) => {
    const place = event.target instanceof Element ? event.target.closest(places) : null, file = files?.[0];
    if (!place || !file || event.isChecked) return;
    const looksWrong = WRONG.test(file.type) || /\.sstrace$/i.test(file.name);
    if (!looksWrong) say(place, "");
    if (!looksWrong && file.type.startsWith("audio/")) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    const isWrong = looksWrong && !(await beginsAsSound(file).catch(() => false));
    say(place, isWrong ? sentence(file) : "");
    if (!isWrong) put(asSound(file));
  };
  // What was refused is over once another sound is taken: a voice, an example, a recording.
  const forget = ({ type, key, target }) => {
    if (!(target instanceof Element) || !target.closest(others) || (type === "keydown" && key !== "Enter")) return;
    for (const line of target.closest(".controls")?.querySelectorAll(".refused") ?? []) Object.assign(line, { textContent: "", hidden: true });
  };
  const give = (input, file) => {
    const list = new DataTransfer();
    list.items.add(file);
    input.files = list.files;
    input.dispatchEvent(Object.assign(new Event("change", { bubbles: true }), { isChecked: true }));
  };
  document.addEventListener("click", ({ target }) => {
    if (target.matches("input[type=file]") && target.closest(places)) target.accept = KINDS;
  }, { capture: true });
  for (const kind of ["click", "keydown", "change"]) document.addEventListener(kind, forget, { capture: true });
  document.addEventListener("change", (event) => check(event, event.target.files, (file) => give(event.target, file)), { capture: true });
  document.addEventListener("drop", (event) => check(event, event.dataTransfer?.files,
    (file) => give(event.target.closest(places).querySelector("input[type=file]"), file)), { capture: true });
}
