// Small helpers for views. Data becomes text only through textContent.

/**
 * @param {string} name of the element, with classes after dots: "p.readout"
 * @param {object} attributes
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
function make(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** A button that does one thing, unless `setDisabled`; its label is a text or a node. @returns {HTMLButtonElement} */
function makeButton(label, onClick, attributes = {}) {
  const button = make("button", { type: "button", ...attributes }, label);
  button.addEventListener("click", (event) => { if (button.getAttribute("aria-disabled") !== "true") onClick(event); });
  return button;
}

/** Whether a button of `makeButton` does something. Unlike a `disabled` one it keeps the focus of whoever pressed it. */
function setDisabled(button, disabled) {
  button.setAttribute("aria-disabled", disabled);
}

/**
 * A drawing that does not lose the focus: when it hides or removes what had it, the heir gets it.
 * @param {HTMLElement} element that is drawn
 * @param {() => HTMLElement} heir
 * @param {Function} draw
 */
function keepingFocus(element, heir, draw) {
  return (...args) => {
    const held = element.contains(document.activeElement);
    draw(...args);
    if (!held) return;
    const focused = document.activeElement;
    if (!element.contains(focused) || focused.closest("[hidden]")) heir().focus({ preventScroll: true });
  };
}

/** Replace the children of an element; a focused button hands the focus to the one in its place. */
function refill(element, children) {
  const focused = [...element.querySelectorAll("button")].indexOf(document.activeElement);
  element.replaceChildren(...children);
  if (focused < 0) return;
  const buttons = element.querySelectorAll("button");
  buttons[Math.min(focused, buttons.length - 1)]?.focus({ preventScroll: true });
}

/**
 * A labelled choice.
 * @param {string} label
 * @param {[string, string][]} choices value and text
 * @param {(value: string) => void} onChoice
 * @returns {{node: HTMLLabelElement, select: HTMLSelectElement}}
 */
function makeChoice(label, choices, onChoice) {
  const select = make("select", {}, ...choices.map(([value, text]) => make("option", { value }, text)));
  select.addEventListener("change", () => onChoice(select.value));
  return { node: make("label.choice", {}, make("span", {}, label), select), select };
}

/** Set a text only when it changed: screen readers and layout then stay quiet. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @returns {() => void} asks for one call of `draw` in the next animation frame, however often it is called */
function perFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/** Call `draw` whenever the element changes its size, until the signal aborts. */
function onResize(element, signal, draw) {
  const observer = new ResizeObserver(draw);
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}

const sizes = new WeakMap();
const sizeObserver = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) sizes.set(target, { width: contentRect.width, height: contentRect.height });
});

/**
 * The size of an element in CSS pixels, without making the browser lay out the page in the middle of a drawing.
 * @param {HTMLElement} element without padding and border
 * @returns {{width: number, height: number}}
 */
function sizeOf(element) {
  if (!sizes.has(element)) {
    const { width, height } = element.getBoundingClientRect();
    sizes.set(element, { width, height });
    sizeObserver.observe(element);
  }
  return sizes.get(element);
}

/**
 * A canvas with one pixel a device pixel, cleared, its pen in CSS pixels.
 * @returns {{pen: CanvasRenderingContext2D, width: number, height: number, scale: number}} size in CSS pixels
 */
function freshCanvas(canvas) {
  const scale = window.devicePixelRatio || 1, { width, height } = sizeOf(canvas);
  const columns = Math.round(width * scale), rows = Math.round(height * scale);
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, columns, rows);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  return { pen, width, height, scale };
}

/** @returns {number} where a pointer is, in CSS pixels from the left and top edges of an element */
function pointerIn(element, event) {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width, height: box.height };
}

/** @returns {ArrayBuffer} what a script element of an exported page holds as base64 */
function bytesOf(script) {
  return Uint8Array.from(atob(script.textContent), (letter) => letter.charCodeAt(0)).buffer;
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
