module example.invalid/callbacks

go 1.21
