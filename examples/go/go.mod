module example.com/stability-examples

go 1.21
