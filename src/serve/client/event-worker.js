// The one connection of a browser to the server: it hears every event and passes it on to every tab.
//
// A browser opens six connections to a server at most. With one for each tab, the seventh tab would never load.

"use strict";

const ports = new Set();
const last = new Map();
const source = new EventSource("/__readybook/events");

for (const kind of ["revision", "problems"]) {
  source.addEventListener(kind, ({ data }) => {
    last.set(kind, data);
    for (const port of ports) port.postMessage({ kind, data });
  });
}

self.onconnect = ({ ports: [port] }) => {
  ports.add(port);
  port.onmessage = ({ data }) => {
    if (data === "bye") ports.delete(port);
  };
  for (const [kind, data] of last) port.postMessage({ kind, data });
};
