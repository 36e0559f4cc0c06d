-- Money is in whole cents.

create table auctions (
  id integer generated always as identity primary key,
  name text not null check (name <> '')
);

create table lots (
  id integer generated always as identity primary key,
  auction_id integer not null references auctions,
  code text not null check (code <> ''),
  title text not null,
  price_cents integer not null check (price_cents >= 0),
  increment_cents integer not null check (increment_cents > 0),
  leader text,
  closes_at timestamptz not null,
  closed_at timestamptz,
  unique (auction_id, code)
);
