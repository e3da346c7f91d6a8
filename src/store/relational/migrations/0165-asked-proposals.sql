-- Questions that records raise beside those of the search: no chance is estimated for them, and a search does not take them back.
ALTER TABLE identity_proposals ALTER COLUMN chance DROP NOT NULL;
