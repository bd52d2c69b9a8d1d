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
    paintSpectrogram(card);
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

// The picture arrives in grey; its shades become the theme's ink.
function paintSpectrogram(card) {
  if (!card.picture) return;
  const canvas = card.querySelector("canvas"), { naturalWidth: width, naturalHeight: height } = card.picture;
  const unscaled = new OffscreenCanvas(width, height), pen = unscaled.getContext("2d");
  pen.drawImage(card.picture, 0, 0);
  const image = pen.getImageData(0, 0, width, height), style = getComputedStyle(canvas);
  const stops = ["--spectrum-0", "--spectrum-1", "--spectrum-2", "--spectrum-3"].map((name) => cssColour(style, name));
  for (let pixel = 0; pixel < image.data.length; pixel += 4) {
    const place = (image.data[pixel] / 255) * 2.999, stop = Math.floor(place), share = place - stop;
    for (let channel = 0; channel < 3; channel++) {
      image.data[pixel + channel] = stops[stop][channel] * (1 - share) + stops[stop + 1][channel] * share;
    }
  }
  pen.putImageData(image, 0, 0);
  const context = fitCanvas(canvas);
  context.drawImage(unscaled, 0, 0, canvas.width, canvas.height);
}
