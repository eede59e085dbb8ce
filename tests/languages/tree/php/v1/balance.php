<?php
$key = getenv('NOTES_KEY');
if (!$key) {
    fwrite(STDERR, "NOTES_KEY is not set\n");
    exit(1);
}

$context = stream_context_create(['http' => [
    'header' => "Authorization: Bearer $key\r\n",
    'ignore_errors' => true,
    'timeout' => 4,
]]);
$body = @file_get_contents(getenv('API_HOST') . '/v1/balance', false, $context);
if ($body === false) {
    fwrite(STDERR, 'balance: ' . error_get_last()['message'] . "\n");
    exit(1);
}
$status = explode(' ', $http_response_header[0])[1];
$answer = json_decode($body, true);
if ($status !== '200' || !is_numeric($answer['credits'] ?? null)) {
    fwrite(STDERR, "balance: $status: $body\n");
    exit(1);
}
echo "credits: {$answer['credits']}\n";
