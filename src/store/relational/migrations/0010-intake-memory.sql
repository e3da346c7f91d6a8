-- Records of customer and ticket files that were stored, by content: importing the same file again changes nothing.
-- Order lines need no row here, their own line_key says it.
CREATE TABLE imported_records (
  kind text NOT NULL,
  content_key bigint NOT NULL,
  import_id uuid NOT NULL,
  PRIMARY KEY (kind, content_key)
);

-- A contradiction between identifiers is noted once, however often it comes back.
CREATE UNIQUE INDEX identity_edges_once ON identity_edges (customer_id, other_customer_id, rule, kind, blind_index) NULLS NOT DISTINCT;
