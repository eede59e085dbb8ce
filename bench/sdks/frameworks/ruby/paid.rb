require "json"
require "openssl"
require "sinatra"

set :bind, "127.0.0.1"
set :port, Integer(ENV.fetch("PORT"))
set :server, "webrick"

def genuine?(header, body)
  parts = header.split(",").filter_map { |part| part.split("=", 2) if part.include?("=") }.to_h
  made = OpenSSL::HMAC.hexdigest("SHA256", ENV.fetch("WEBHOOK_SECRET"), "#{parts["t"]}.#{body}")
  Rack::Utils.secure_compare(made, parts["v1"].to_s) && (Time.now.to_i - parts["t"].to_i).abs <= 300
end

post "/webhook" do
  body = request.body.read
  halt 400, "The signature is wrong." unless genuine?(request.env["HTTP_PAY_SIGNATURE"].to_s, body)
  begin
    event = JSON.parse(body)
  rescue JSON::ParserError
    halt 400, "The body is no JSON."
  end
  puts "paid: #{event["data"]["order"]} #{event["data"]["amount"]}" if event["type"] == "order.paid"
  "ok"
end
