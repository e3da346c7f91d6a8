-- Who was drawn with their company: the unit of the draw and its arm, until the company is free. Both null: drawn alone, as everyone was before.
ALTER TABLE contact_reservations ADD COLUMN draw_unit uuid, ADD COLUMN arm text,
  ADD CONSTRAINT contact_reservations_drawn CHECK ((draw_unit IS NULL) = (arm IS NULL));

-- What a contact's company was drawn with, from which its arm is worked out once more before it is sent. Null: drawn alone.
ALTER TABLE send_ledger ADD COLUMN draw_unit uuid, ADD COLUMN draw_holdout double precision;
