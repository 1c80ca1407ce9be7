// Prints what a parser reads in a file as JSON: `node read.mjs turtle|jsonld FILE`, from where the parsers are installed.
// Turtle: an array of [subject, predicate, object], each a text or, for a triple term, such an array. JSON-LD: N-Quads.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const [form, file] = process.argv.slice(2);
const text = readFileSync(file, "utf8");

const written = (term) =>
  term.termType === "Quad" ? [term.subject, term.predicate, term.object].map(written) : term.value;

if (form === "turtle") {
  const { Parser } = require("n3");
  console.log(JSON.stringify(new Parser({ format: "text/turtle" }).parse(text).map(written)));
} else {
  const jsonld = require("jsonld");
  // Nothing is fetched: a document that needs a context from elsewhere is not read.
  const documentLoader = (address) => Promise.reject(new Error(`asked for ${address}`));
  console.log(JSON.stringify(await jsonld.toRDF(JSON.parse(text), { format: "application/n-quads", documentLoader })));
}
