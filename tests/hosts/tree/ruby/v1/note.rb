require "json"
require "net/http"

key = ENV.fetch("NOTES_KEY", "")
abort "NOTES_KEY is not set" if key.empty?

uri = URI("https://api.notes.invalid/v1/notes")
begin
  http = Net::HTTP.new(uri.host, uri.port)
  http.use_ssl = true
  http.open_timeout = http.read_timeout = 4
  http.max_retries = 0
  body = JSON.generate(text: "Buy milk", tags: ["home"])
  response = http.post(uri.path, body, "Authorization" => "Bearer #{key}", "Content-Type" => "application/json")
  abort "note: #{response.code}: #{response.body}" unless response.code == "200"
  id = JSON.parse(response.body)["id"]
  abort "note: expected an id, got #{response.body}" unless id
rescue SystemCallError, OpenSSL::SSL::SSLError, IOError, Timeout::Error, Net::HTTPBadResponse, JSON::ParserError => e
  abort "note: #{e.message}"
end
puts "kept as #{id}"
