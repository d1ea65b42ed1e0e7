// @ts-nocheck
export function saveAs(k,d){}
