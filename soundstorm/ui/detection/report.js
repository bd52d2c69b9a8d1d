// What was found in a file. Its words are a stranger's: they are written as text.
const report = element.querySelector(".report"), table = report.querySelector("table");

function make(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function tableRow([name, said]) {
  const row = document.createElement("tr");
  row.append(Object.assign(make("th", name), { scope: "row" }), make("td", said));
  return row;
}

function show() {
  const { seconds, findings, fields } = props.value;
  report.hidden = !findings.length;
  table.hidden = !fields.length;
  report.querySelector(".summary").textContent = findings.length ? `${seconds.toFixed(1)} s of sound` : "";
  report.querySelector(".findings").replaceChildren(...findings.flatMap(([what, sentence]) => [make("dt", what), make("dd", sentence)]));
  table.querySelector("tbody").replaceChildren(...fields.map(tableRow));
}
watch("value", show);
show();
