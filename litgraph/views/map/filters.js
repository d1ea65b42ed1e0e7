// @ts-nocheck
export function fillFilters(c){return {update(){}}}
