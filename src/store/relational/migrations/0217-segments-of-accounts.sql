-- What a segment is about. Moves of segments of accounts stand in segment_moves too, with the account in the place of the customer; nobody is told of them.
ALTER TABLE segments ADD COLUMN grain text NOT NULL DEFAULT 'customers' CHECK (grain IN ('customers', 'accounts'));
