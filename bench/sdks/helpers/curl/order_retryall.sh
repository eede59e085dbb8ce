[ -n "${KEY:-}" ] || { echo "Set KEY to your API key." >&2; exit 1; }
curl -sS --fail-with-body -m 20 --connect-timeout 5 --retry 3 --retry-connrefused --retry-max-time 15 -H "Authorization: Bearer $KEY" \
  -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" --json '{"text": "two"}' "$HOST/v1/orders"
