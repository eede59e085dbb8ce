"""Which files a program writes, and which folder it lacked."""

from __future__ import annotations

import pytest

from harness.source.written import is_written, lacks_folder, not_there

WRITTEN = [
    'open("out/a.png", "wb")',
    "with open('out/a.png', mode='w') as file:",
    'Path("out/a.png").write_bytes(body)',
    'TARGET = "out/a.png"\nopen(TARGET, "wb").write(body)',
    'path = Path("out/a.png")\npath.write_text(body)',
    'fs.writeFileSync("out/a.png", body)',
    "await writeFile('out/a.png', body)",
    "const target = 'out/a.png'\nfs.createWriteStream(target)",
    'os.WriteFile("out/a.png", body, 0o644)',
    'name := "out/a.png"\nfile, err := os.Create(name)',
    "curl -sS https://x/y -o out/a.png",
    "curl -sS https://x/y --output 'out/a.png'",
    "curl -sS https://x/y > out/a.png",
    'OUT=out/a.png\ncurl https://x/y >"$OUT"',
    'file_put_contents("out/a.png", $body);',
    "File.write('out/a.png', body)",
    'Files.write(Path.of("out/a.png"), body);',
    'new FileOutputStream("out/a.png")',
    'image.save("out/a.png")',
    '$f = fopen("out/a.png", "wb");',
]
READ = [
    'open("out/a.png", "rb")',
    'open("out/a.png")',
    'fs.createReadStream("out/a.png")',
    'fs.readFileSync("out/a.png")',
    'os.ReadFile("out/a.png")',
    "curl -F file=@out/a.png https://x/y > z.json",
    'file_get_contents("out/a.png")',
    'await client.files.create({ file_name: "out/a.png" });\nawait readFile("out/a.png");',
    'SOURCE = "out/a.png"\nbody = open(SOURCE, "rb").read()',
]
SAID = [
    "FileNotFoundError: [Errno 2] No such file or directory: 'out/a.png'",
    "Error: ENOENT: no such file or directory, open 'out/a.png'",
    "2024/01/01 00:00:00 open out/a.png: no such file or directory",
    "Warning: Failed to open the file out/a.png: No such file or directory",
    "/w/get.sh: line 3: out/a.png: No such file or directory",
    "get.sh: 3: cannot create out/a.png: Directory nonexistent",
    "Warning: file_put_contents(out/a.png): Failed to open stream: No such file or directory in /w/a.php",
    "No such file or directory @ rb_sysopen - out/a.png (Errno::ENOENT)",
    "java.nio.file.NoSuchFileException: out/a.png",
]


@pytest.mark.parametrize("source", WRITTEN)
def test_a_file_that_a_program_writes_is_told_from_one_that_it_reads(source: str) -> None:
    assert is_written("out/a.png", source)


@pytest.mark.parametrize("source", READ)
def test_a_file_that_a_program_reads_is_not_written(source: str) -> None:
    assert not is_written("out/a.png", source)


@pytest.mark.parametrize("said", SAID)
def test_the_name_is_found_in_the_words_of_a_language(said: str) -> None:
    assert ["out/a.png"] == not_there(said)


@pytest.mark.parametrize("said", SAID)
def test_the_folder_that_lacks_is_named(said: str) -> None:
    assert "out" == lacks_folder(said, 'open("out/a.png", "wb")')
    assert not lacks_folder(said, 'open("out/a.png", "rb")')
