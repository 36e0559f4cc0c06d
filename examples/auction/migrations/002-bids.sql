create table bids (
  id integer generated always as identity primary key,
  lot_id integer not null references lots,
  bidder text not null check (bidder <> ''),
  amount_cents integer not null check (amount_cents > 0),
  placed_at timestamptz not null default now()
);

create index bids_of_a_lot on bids (lot_id, id);
