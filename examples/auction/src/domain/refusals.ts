/** Why the auction house says no. */
export class Refusal extends Error {
  constructor(
    readonly code: 'NO_SUCH_AUCTION' | 'NO_SUCH_LOT' | 'LOT_EXISTS' | 'LOT_CLOSED' | 'BID_TOO_LOW',
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

export class NoSuchAuction extends Refusal {
  constructor(auctionId: number) {
    super('NO_SUCH_AUCTION', `there is no auction ${auctionId}`);
  }
}

export class NoSuchLot extends Refusal {
  constructor(lotId: number) {
    super('NO_SUCH_LOT', `there is no lot ${lotId}`);
  }
}

export class LotExists extends Refusal {
  constructor(code: string) {
    super('LOT_EXISTS', `this auction has a lot ${code} already`);
  }
}

export class LotClosed extends Refusal {
  constructor(lotId: number) {
    super('LOT_CLOSED', `lot ${lotId} is closed`);
  }
}

export class BidTooLow extends Refusal {
  constructor(
    readonly amountCents: number,
    readonly leastCents: number,
  ) {
    super('BID_TOO_LOW', `${amountCents} cents are too few; the least is ${leastCents}`);
  }
}
