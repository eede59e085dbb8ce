[ -n "${KEY:-}" ] || { echo "Set KEY to your API key." >&2; exit 1; }
n=0
while :; do
  answer=$(curl -sS -m 5 -w '\n%{http_code}' -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"text": "hello"}' "$HOST/v1/notes") || exit 1
  code=${answer##*
}
  n=$((n + 1))
  if [ "$code" != 429 ] || [ "$n" = 3 ]; then break; fi
  sleep 1
done
if [ "$code" = 201 ]; then
  printf '%s\n' "${answer%
*}"
else
  printf '%s\n' "$answer" >&2
  exit 1
fi
