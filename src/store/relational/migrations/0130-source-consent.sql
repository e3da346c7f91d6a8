-- What the data of a source are for, and whether they may be kept without a yes of the person. purpose null: nobody is asked. consent_categories: what the
-- consent banner of the sender calls this purpose.
ALTER TABLE sources
  ADD COLUMN purpose text CHECK (purpose IN ('marketing', 'service', 'analytics')),
  ADD COLUMN consent_required boolean NOT NULL DEFAULT false,
  ADD COLUMN consent_categories text[] NOT NULL DEFAULT '{}';
-- Messages that were counted and not kept because of it: received = stored + duplicates + quarantined + dropped_by_consent.
ALTER TABLE intake_counts ADD COLUMN dropped_by_consent bigint NOT NULL DEFAULT 0;
