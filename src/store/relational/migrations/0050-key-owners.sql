-- A key that was made with a key belongs to the person behind that key, so that it ends with the person too. The audit log knows who made it.
WITH RECURSIVE owners (key_id, owner_id) AS (
  SELECT id, created_by FROM api_keys WHERE created_by IS NOT NULL
  UNION
  SELECT api_keys.id, owners.owner_id
  FROM api_keys
  JOIN audit_log ON audit_log.action = 'key-created' AND audit_log.target = 'key:' || api_keys.id
  JOIN owners ON audit_log.actor = 'key:' || owners.key_id
  WHERE api_keys.created_by IS NULL
)
UPDATE api_keys SET created_by = owners.owner_id FROM owners WHERE api_keys.id = owners.key_id AND api_keys.created_by IS NULL;
