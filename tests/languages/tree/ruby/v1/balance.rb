require "json"
require "net/http"

key = ENV.fetch("NOTES_KEY", "")
abort "NOTES_KEY is not set" if key.empty?

uri = URI("#{ENV.fetch("API_HOST")}/v1/balance")
begin
  http = Net::HTTP.new(uri.host, uri.port)
  http.open_timeout = http.read_timeout = 4
  http.max_retries = 0
  response = http.get(uri.path, "Authorization" => "Bearer #{key}")
  abort "balance: #{response.code}: #{response.body}" unless response.code == "200"
  credits = JSON.parse(response.body)["credits"]
  abort "balance: expected credits, got #{response.body}" unless credits.is_a?(Numeric)
rescue SystemCallError, IOError, Timeout::Error, Net::HTTPBadResponse, JSON::ParserError => e
  abort "balance: #{e.message}"
end
puts "credits: #{credits}"
