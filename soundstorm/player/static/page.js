// Starts an exported page: the player with the traces that the page holds.

import { bytesOf, partOf, scriptsWithTraces } from "./dom.js";
import { mountPlayer } from "./player.js";

const theatre = partOf(document, ".theatre"), player = mountPlayer(theatre);
Object.assign(window, { player });
theatre.focus({ preventScroll: true }); // its keys work at once
for (const [name, script] of scriptsWithTraces()) player.load(bytesOf(script), { slot: name === "b" ? "b" : "a" });
