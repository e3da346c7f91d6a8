-- Imports of web-server access logs (ADR 0033): the source their page views came into, lines left out by rule (reason -> lines),
-- and page views that consent drops. received = stored + duplicates + quarantined + left out + dropped by consent.
ALTER TABLE imports
  ADD COLUMN source uuid REFERENCES sources (id) ON DELETE SET NULL,
  ADD COLUMN left_out jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN dropped bigint NOT NULL DEFAULT 0;
CREATE INDEX imports_by_source ON imports (source) WHERE source IS NOT NULL;
