// Starts an exported page: the player with the traces that the page holds.

window.player = mountPlayer(document.querySelector("main"));
document.querySelector(".theatre").focus({ preventScroll: true }); // its keys work at once
for (const script of document.querySelectorAll("script[data-trace]")) window.player.load(bytesOf(script), { slot: script.dataset.trace });
