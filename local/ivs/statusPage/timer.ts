/** Calls a function once, after so many ms of the browser. Only this file of the page waits. */
export function after(ms: number, call: () => void): void {
  setTimeout(call, ms);
}
