// Small helpers for views. Data becomes text only through textContent.

/**
 * @template {string} Tag
 * @typedef {Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement} Tagged
 */

/**
 * @template {string} Name
 * @typedef {Name extends `${infer Tag}.${string}` ? Tagged<Tag> : Tagged<Name>} Named the element that `make` makes
 */

/** @typedef {Record<string, string|number|boolean>} Attributes */

/**
 * @template {string} Name
 * @param {Name} name of the element, with classes after dots: "p.readout"
 * @param {Attributes} attributes
 * @param {...(Node|string)} children
 * @returns {Named<Name>}
 */
export function make(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return /** @type {Named<Name>} */ (node);
}

/**
 * A button that does one thing, unless `setDisabled`.
 * @param {Node|string} label
 * @param {(event: MouseEvent) => void} onClick
 * @param {Attributes} attributes
 */
export function makeButton(label, onClick, attributes = {}) {
  const button = make("button", { type: "button", ...attributes }, label);
  button.addEventListener("click", (event) => { if (button.getAttribute("aria-disabled") !== "true") onClick(event); });
  return button;
}

/**
 * Whether a button of `makeButton` does something. Unlike a `disabled` one it keeps the focus of whoever pressed it.
 * @param {HTMLButtonElement} button
 * @param {boolean} disabled
 */
export function setDisabled(button, disabled) {
  button.setAttribute("aria-disabled", String(disabled));
}

/**
 * A drawing that does not lose the focus: when it hides or removes what had it, the heir gets it.
 * @template {unknown[]} Args
 * @param {HTMLElement} element that is drawn
 * @param {() => HTMLElement|null} heir
 * @param {(...args: Args) => void} draw
 */
export function keepingFocus(element, heir, draw) {
  return (/** @type {Args} */ ...args) => {
    const held = element.contains(document.activeElement);
    draw(...args);
    if (!held) return;
    const focused = document.activeElement;
    if (!element.contains(focused) || focused?.closest("[hidden]")) heir()?.focus({ preventScroll: true });
  };
}

/**
 * Replace the children of an element; a focused button hands the focus to the one in its place.
 * @param {HTMLElement} element
 * @param {Node[]} children
 */
export function refill(element, children) {
  const focused = [...element.querySelectorAll("button")].findIndex((button) => button === document.activeElement);
  element.replaceChildren(...children);
  if (focused < 0) return;
  const buttons = element.querySelectorAll("button");
  buttons[Math.min(focused, buttons.length - 1)]?.focus({ preventScroll: true });
}

/**
 * A labelled choice.
 * @template {string} Value
 * @param {string} label
 * @param {[Value, string][]} choices value and text
 * @param {(value: Value) => void} onChoice
 * @returns {{node: HTMLLabelElement, select: HTMLSelectElement}}
 */
export function makeChoice(label, choices, onChoice) {
  const select = make("select", {}, ...choices.map(([value, text]) => make("option", { value }, text)));
  select.addEventListener("change", () => onChoice(/** @type {Value} */ (select.value)));
  return { node: make("label.choice", {}, make("span", {}, label), select), select };
}

/**
 * @param {HTMLElement} node
 * @param {string} name of an ARIA attribute, or another whose values are words
 * @param {string|number|boolean} value
 */
export function setState(node, name, value) {
  node.setAttribute(name, String(value));
}

/**
 * Set a text only when it changed: screen readers and layout then stay quiet.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @param {() => void} draw
 * @returns {() => void} asks for one call of it in the next animation frame, however often it is called
 */
export function perFrame(draw) {
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

/**
 * Call `draw` whenever the element changes its size, until the signal aborts.
 * @param {HTMLElement} element
 * @param {AbortSignal} signal
 * @param {() => void} draw
 */
export function onResize(element, signal, draw) {
  const observer = new ResizeObserver(draw);
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}

/** @type {WeakMap<Element, {width: number, height: number}>} */
const sizes = new WeakMap();
/** @type {ResizeObserver|undefined} */
let sizeObserver;

/**
 * The size of an element in CSS pixels, without making the browser lay out the page in the middle of a drawing.
 * @param {HTMLElement} element without padding and border
 * @returns {{width: number, height: number}}
 */
export function sizeOf(element) {
  const known = sizes.get(element);
  if (known) return known;
  sizeObserver ??= new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) sizes.set(target, { width: contentRect.width, height: contentRect.height });
  });
  const { width, height } = element.getBoundingClientRect(), size = { width, height };
  sizes.set(element, size);
  sizeObserver.observe(element);
  return size;
}

/**
 * @template {HTMLCanvasElement|OffscreenCanvas} Canvas
 * @typedef {Canvas extends HTMLCanvasElement ? CanvasRenderingContext2D : OffscreenCanvasRenderingContext2D} Pen
 */

/**
 * @template {HTMLCanvasElement|OffscreenCanvas} Canvas
 * @param {Canvas} canvas
 * @returns {Pen<Canvas>} no canvas here is asked for another kind
 */
export function penOf(canvas) {
  return /** @type {Pen<Canvas>} */ (canvas.getContext("2d"));
}

/**
 * A canvas with one pixel a device pixel, cleared, its pen in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @returns {{pen: CanvasRenderingContext2D, width: number, height: number, scale: number}} size in CSS pixels
 */
export function freshCanvas(canvas) {
  const scale = window.devicePixelRatio || 1, { width, height } = sizeOf(canvas);
  const columns = Math.round(width * scale), rows = Math.round(height * scale);
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const pen = penOf(canvas);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, columns, rows);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  return { pen, width, height, scale };
}

/**
 * @param {HTMLElement} element
 * @param {MouseEvent} event
 * @returns {{x: number, y: number, width: number, height: number}} where the pointer is, in CSS pixels from the left and top
 *   edges of the element, and the element's size
 */
export function pointerIn(element, event) {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width, height: box.height };
}

/**
 * @param {ParentNode} whole
 * @param {string} selector of what is certainly there
 * @returns {HTMLElement}
 */
export function partOf(whole, selector) {
  return /** @type {HTMLElement} */ (whole.querySelector(selector));
}

/** @returns {Map<string, HTMLElement>} the script elements of an exported page that hold traces, by the traces' names */
export function scriptsWithTraces() {
  /** @type {NodeListOf<HTMLElement>} */
  const scripts = document.querySelectorAll("script[data-trace]");
  return new Map([...scripts].map((script) => [script.dataset.trace ?? "", script]));
}

/**
 * @param {HTMLElement} script of an exported page, which holds base64
 * @returns {ArrayBuffer}
 */
export function bytesOf(script) {
  return Uint8Array.from(atob(script.textContent ?? ""), (letter) => letter.charCodeAt(0)).buffer;
}

/**
 * Whether a control needs the key for itself.
 * @param {EventTarget|null} target
 * @param {string} key
 */
export function usesKey(target, key) {
  if (!(target instanceof Element)) return false;
  if (target.matches("input:not([type=checkbox], [type=radio], [type=button]), textarea, [contenteditable]")) return true;
  if (target.matches("select, input")) return /^(Arrow|Home|End|Page| |[a-z0-9]$)/i.test(key);
  return target.matches("button, summary, a[href]") && key === " ";
}
