// Terms on the page outside of the player open their meaning as they do in it. What stands still there (class
// "explained") is explained once the page is there; what changes asks for it by the event "explain".
function explainPage() {
  mountTerms(document.querySelector(".gradio-container"), new AbortController().signal);
  const explain = (place) => {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT), texts = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".term")) texts.push(walker.currentNode);
    for (const text of texts) text.replaceWith(...withTerms(text.data));
  };
  document.addEventListener("explain", ({ target }) => explain(target));
  document.addEventListener("staged", () => document.querySelectorAll(".explained").forEach(explain), { once: true });
}
