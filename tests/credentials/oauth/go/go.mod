module example.invalid/oauth

go 1.21
