/** Makes the calls of one job one after another, in the order they were asked for. A call that fails does not hold up the next. */
export class CallChain {
  #last: Promise<unknown> = Promise.resolve();

  call<T>(make: () => Promise<T>): Promise<T> {
    const made = this.#last.then(make, make);
    this.#last = made.catch(() => undefined);
    return made;
  }
}
