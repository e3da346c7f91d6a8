-- Who answers for an entry of the dictionary of metrics and fields, in the words of the shop.
CREATE TABLE dictionary_owners (
  entry text PRIMARY KEY,
  owner text NOT NULL,
  updated_at timestamptz NOT NULL
);
