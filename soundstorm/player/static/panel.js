// What stands beside the grid: one of the chosen token, the ranking of an iteration, the schedule.

import { make, setState } from "./dom.js";

/** @import { PlayerState, Store } from "./store.js" */

/** @type {[PlayerState["panel"], string][]} */
const TABS = [["token", "Token"], ["confidence", "Which stay"], ["schedule", "Schedule"]];

/**
 * @param {HTMLElement} element of the tabs
 * @param {Store} store
 * @param {Record<PlayerState["panel"], HTMLElement>} panels
 */
export function mountPanel(element, store, panels) {
  const tabs = TABS.map(([name, text]) => {
    const id = `panel-${name}`, tab = make("button", { type: "button", role: "tab", "data-panel": name }, text);
    tab.addEventListener("click", () => store.set({ panel: name }));
    Object.assign(panels[name], { role: "tabpanel" });
    setState(panels[name], "aria-label", text);
    setState(panels[name], "data-tab", id);
    return tab;
  });
  const list = make("div.tabs", { role: "tablist", "aria-label": "Beside the grid" }, ...tabs);
  element.replaceChildren(list);
  list.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key], at = TABS.findIndex(([name]) => name === store.get().panel);
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = (at + by + TABS.length) % TABS.length;
    store.set({ panel: TABS[next][0] });
    tabs[next].focus();
  });
  const show = (/** @type {PlayerState} */ { panel }) => TABS.forEach(([name], index) => {
    panels[name].hidden = name !== panel;
    setState(tabs[index], "aria-selected", name === panel);
    tabs[index].tabIndex = name === panel ? 0 : -1;
  });
  store.subscribe(["panel"], show);
  show(store.get());
}
