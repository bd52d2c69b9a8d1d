// Drawing of token grids. One image row of CELL_ROWS pixels a level and one pixel column a frame, then one
// scaled drawImage: a rectangle a cell would take thirty times as long.
const MASKED = 0, PROMPT = 1, EARLIER = 2, NOW = 3;
const CELL_ROWS = 14;

const STATE_SHIFT = 24, TOKEN = 0xffffff;

// base64 of little-endian uint32: token in the low 24 bits, state above.
function unpackCells(text) {
  return new Uint32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}

function cssColour(style, name) {
  const hex = style.getPropertyValue(name).trim();
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function gridPalette(node) {
  const style = getComputedStyle(node);
  const pair = (name) => [cssColour(style, `--${name}-low`), cssColour(style, `--${name}-high`)];
  return { masked: cssColour(style, "--cell-masked"), [PROMPT]: pair("cell-prompt"), [EARLIER]: pair("cell-earlier"), [NOW]: pair("cell-now") };
}

// Which pixel rows of a cell are inked: dots for masked, two bands for the prompt, a block for kept,
// a taller block for kept in this step. Shape says it without hue.
function inked(state, row, frame) {
  if (state === MASKED) return (row === 6 || row === 7) && frame % 3 === 0;
  if (state === PROMPT) return (row >= 2 && row <= 5) || (row >= 8 && row <= 11);
  if (state === EARLIER) return row >= 2 && row <= 11;
  return row >= 0 && row <= 12;
}

// A token's shade: neighbouring token numbers mean nothing, so they are scattered.
function shade(token) {
  return (Math.imul(token + 1, 2654435761) >>> 0) / 4294967296;
}

function gridImage(grid, cells, palette) {
  const { levels, frames } = grid;
  const image = new ImageData(frames, levels * CELL_ROWS);
  const pixels = image.data;
  for (let level = 0; level < levels; level++) {
    const top = (levels - 1 - level) * CELL_ROWS; // the coarsest level stands at the bottom
    for (let frame = 0; frame < frames; frame++) {
      const cell = cells[level * frames + frame];
      const state = cell >>> STATE_SHIFT;
      const at = shade(cell & TOKEN);
      const colour = state === MASKED ? palette.masked : palette[state][0].map((low, i) => low + (palette[state][1][i] - low) * at);
      for (let row = 0; row < CELL_ROWS; row++) {
        if (!inked(state, row, frame)) continue;
        const pixel = ((top + row) * frames + frame) * 4;
        pixels[pixel] = colour[0];
        pixels[pixel + 1] = colour[1];
        pixels[pixel + 2] = colour[2];
        pixels[pixel + 3] = 255;
      }
    }
  }
  return image;
}

function fitCanvas(canvas) {
  const scale = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * scale), height = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  return canvas.getContext("2d");
}

function paintGrid(canvas, grid, cells) {
  const context = fitCanvas(canvas);
  if (!canvas.width || !canvas.height) return;
  const image = gridImage(grid, cells, gridPalette(canvas));
  const unscaled = new OffscreenCanvas(image.width, image.height);
  unscaled.getContext("2d").putImageData(image, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  // Narrow screens have fewer pixels than frames: averaging then beats dropping frames.
  context.imageSmoothingEnabled = canvas.width < image.width || canvas.height < image.height;
  context.drawImage(unscaled, 0, 0, canvas.width, canvas.height);
}

// Draw again when the canvas changes its size or the page its colours.
function onRedraw(canvas, draw) {
  new ResizeObserver(draw).observe(canvas);
  new MutationObserver(draw).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}
