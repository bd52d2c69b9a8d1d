// Spectrograms arrive as grey pictures; their shades become the theme's ink.
function paintSpectrum(canvas, picture) {
  const { naturalWidth: width, naturalHeight: height } = picture;
  const unscaled = new OffscreenCanvas(width, height), pen = unscaled.getContext("2d");
  pen.drawImage(picture, 0, 0);
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
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(unscaled, 0, 0, canvas.width, canvas.height);
}
