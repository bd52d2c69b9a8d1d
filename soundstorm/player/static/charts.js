// What the charts share: a pen with the theme's type, and lines that fall on pixels.

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PlayerState} state
 * @returns {object} freshCanvas's fields, `colours` (CSS), `type` (size of small text), and the three pens below
 */
function chartPen(canvas, state) {
  const fresh = freshCanvas(canvas), { pen } = fresh, palette = readPalette(canvas, state), type = palette.size * 0.85;
  pen.font = `${type}px ${palette.font}`;
  pen.textBaseline = "middle";
  return {
    ...fresh, palette, colours: palette.css, type,
    /** Text whose `align` edge stands at x. */
    write(text, x, y, colour, align = "left") {
      pen.fillStyle = colour;
      pen.textAlign = align;
      pen.fillText(text, x, y);
    },
    /** A straight line. */
    line(x1, y1, x2, y2, colour, { width = 1, dash = [] } = {}) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.setLineDash(dash);
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
      pen.stroke();
      pen.setLineDash([]);
    },
    /** A line through points [x, y][]. */
    path(points, colour, { width = 2, dash = [] } = {}) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.setLineDash(dash);
      pen.lineJoin = "round";
      pen.beginPath();
      points.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
      pen.setLineDash([]);
    },
  };
}
