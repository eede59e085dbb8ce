module example.invalid/hosts

go 1.21
