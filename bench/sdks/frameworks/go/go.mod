module example.invalid/receivers

go 1.21
