// @ts-nocheck
import { nameOf } from "./data.js";
import {el} from "./dom.js";
export function record(selection) { return [el("h3",{tabindex:"-1"}, JSON.stringify(selection))]; }
