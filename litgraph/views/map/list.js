// @ts-nocheck
export function fillList(c){return {update(){}}}
export function fillTable(c){return {update(){}}}
