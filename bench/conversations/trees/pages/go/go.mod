module pages

go 1.23
