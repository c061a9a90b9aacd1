/** Why a run could not be queued, in the service's words; nothing was written. */
export class QueueRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QueueRefusal';
  }
}
