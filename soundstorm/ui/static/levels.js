// One card a level: its spectrogram and its audio, playable as soon as the level is decided.
const sound = new Audio();
let playing = null; // the card that sounds

function levelCards(count) {
  return Array.from({ length: count }, (_, index) => {
    const card = document.createElement("button");
    card.type = "button";
    card.className = "level";
    card.dataset.level = index + 1;
    card.innerHTML = '<span class="picture"><canvas></canvas><i class="at"></i></span><span class="name"><i class="sign"></i><b></b></span>';
    card.querySelector("b").textContent = index ? `1–${index + 1}` : "1";
    card.setAttribute("aria-label", index ? `Play levels 1–${index + 1}` : "Play level 1");
    card.disabled = true;
    card.addEventListener("click", () => toggle(card));
    return card;
  });
}

function finishCard(card, finished) {
  if (card.dataset.audio === finished.audio.url) return;
  card.dataset.audio = finished.audio.url;
  card.disabled = false;
  const picture = new Image();
  picture.onload = () => {
    card.picture = picture;
    card.dataset.picture = "drawn";
    paintCard(card);
  };
  picture.src = finished.picture.url;
}

function toggle(card) {
  if (playing === card) return silence();
  silence();
  playing = card;
  card.classList.add("playing");
  sound.src = card.dataset.audio;
  sound.play().catch(silence);
  requestAnimationFrame(follow);
}

function silence() {
  sound.pause();
  if (playing) playing.classList.remove("playing");
  playing = null;
  showPlayhead(null);
}
sound.addEventListener("ended", silence);

function follow() {
  if (!playing) return;
  const share = sound.duration ? sound.currentTime / sound.duration : 0;
  playing.style.setProperty("--at", share);
  showPlayhead(share);
  requestAnimationFrame(follow);
}

function paintCard(card) {
  if (card.picture) paintSpectrum(card.querySelector("canvas"), card.picture);
}
