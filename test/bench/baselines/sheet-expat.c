/*
 * The least that reading a spreadsheet takes: finds the shared strings and the first sheet in a ZIP file, inflates them with zlib, and collects
 * the texts of the same nine columns with expat. Prints how many rows and how many bytes of text there were.
 *
 *   cc -O2 -o sheet-expat sheet-expat.c -lexpat -lz
 *   ./sheet-expat BulletinSearch.xlsx
 */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define COLUMNS 14
#define PIECE (256 * 1024)

static unsigned char *file;
static long file_size;

static void fail(const char *why) {
  fprintf(stderr, "%s\n", why);
  exit(1);
}

static unsigned get16(const unsigned char *at) { return at[0] | at[1] << 8; }
static unsigned get32(const unsigned char *at) { return get16(at) | (unsigned)get16(at + 2) << 16; }

/* The directory entry of a file. */
static const unsigned char *find(const char *name) {
  long end = file_size - 22;
  while (end >= 0 && memcmp(file + end, "PK\5\6", 4) != 0) end--;
  if (end < 0) fail("no ZIP file");
  const unsigned char *at = file + get32(file + end + 16);
  for (unsigned left = get16(file + end + 10); left > 0; left--) {
    if (get16(at + 28) == strlen(name) && memcmp(at + 46, name, strlen(name)) == 0) return at;
    at += 46 + get16(at + 28) + get16(at + 30) + get16(at + 32);
  }
  fail(name);
  return NULL;
}

static void parse(const char *name, XML_Parser parser) {
  static unsigned char piece[PIECE];
  const unsigned char *entry = find(name);
  const unsigned char *local = file + get32(entry + 42);
  uLong sum = crc32(0, NULL, 0);
  z_stream stream = {0};
  stream.next_in = (unsigned char *)local + 30 + get16(local + 26) + get16(local + 28);
  stream.avail_in = get32(entry + 20);
  if (inflateInit2(&stream, -15) != Z_OK) fail("inflate");
  for (int state = Z_OK; state != Z_STREAM_END;) {
    stream.next_out = piece;
    stream.avail_out = PIECE;
    state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) fail("inflate");
    unsigned length = PIECE - stream.avail_out;
    sum = crc32(sum, piece, length);
    if (XML_Parse(parser, (char *)piece, (int)length, state == Z_STREAM_END) != XML_STATUS_OK) fail("expat");
  }
  if (sum != get32(entry + 16)) fail("checksum");
  inflateEnd(&stream);
  XML_ParserFree(parser);
}

/* The shared strings, one after the other in one block. */
static char *texts;
static size_t texts_size, texts_room;
static size_t *offsets;
static size_t strings, strings_room;
static int in_text;

static void append(const char *text, int length) {
  if (texts_size + length + 1 > texts_room) {
    texts_room = texts_room * 2 + length + 65536;
    texts = realloc(texts, texts_room);
  }
  memcpy(texts + texts_size, text, length);
  texts_size += length;
}

static void string_open(void *data, const char *name, const char **attributes) {
  (void)data, (void)attributes;
  in_text = strcmp(name, "t") == 0;
  if (strcmp(name, "si") != 0) return;
  if (strings == strings_room) {
    strings_room = strings_room * 2 + 4096;
    offsets = realloc(offsets, strings_room * sizeof *offsets);
  }
  offsets[strings++] = texts_size;
}

static void string_text(void *data, const char *text, int length) {
  (void)data;
  if (in_text) append(text, length);
}

static void string_close(void *data, const char *name) {
  (void)data;
  in_text = 0;
  if (strcmp(name, "si") == 0) append("", 1);
}

/* The sheet: the texts of a row by column. Columns D, E, J, K and N are not wanted. */
static const char wanted[COLUMNS] = {1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0};
static const char *row[COLUMNS];
static char numbers[COLUMNS][32];
static char value[32768];
static int value_length, column, is_shared, in_value;
static long rows, bytes;

static void cell_open(void *data, const char *name, const char **attributes) {
  (void)data;
  if (strcmp(name, "row") == 0) memset(row, 0, sizeof row);
  in_value = column >= 0 && strcmp(name, "v") == 0;
  if (strcmp(name, "c") != 0) return;
  column = -1;
  is_shared = 0;
  value_length = 0;
  for (; *attributes; attributes += 2) {
    if (strcmp(attributes[0], "r") == 0) column = attributes[1][0] - 'A';
    if (strcmp(attributes[0], "t") == 0) is_shared = strcmp(attributes[1], "s") == 0;
  }
  if (column < 0 || column >= COLUMNS || !wanted[column]) column = -1;
}

static void cell_text(void *data, const char *text, int length) {
  (void)data;
  if (!in_value || value_length + length >= (int)sizeof value) return;
  memcpy(value + value_length, text, length);
  value_length += length;
}

/* A value that is no shared string: a copy of its own for each column. */
static const char *number(void) {
  int length = value_length < (int)sizeof numbers[column] ? value_length : (int)sizeof numbers[column] - 1;
  memcpy(numbers[column], value, length);
  numbers[column][length] = 0;
  return numbers[column];
}

static void cell_close(void *data, const char *name) {
  (void)data;
  in_value = 0;
  if (strcmp(name, "c") == 0) {
    value[value_length] = 0;
    if (column >= 0 && value_length > 0) {
      if (is_shared) row[column] = texts + offsets[strtoul(value, NULL, 10) % strings];
      else row[column] = number();
    }
    column = -1;
  } else if (strcmp(name, "row") == 0) {
    rows++;
    for (int at = 0; at < COLUMNS; at++) bytes += row[at] ? (long)strlen(row[at]) : 0;
  }
}

int main(int count, char **names) {
  FILE *stream = count == 2 ? fopen(names[1], "rb") : NULL;
  if (!stream) fail("usage: sheet-expat <file.xlsx>");
  fseek(stream, 0, SEEK_END);
  file_size = ftell(stream);
  rewind(stream);
  file = malloc(file_size);
  if (fread(file, 1, file_size, stream) != (size_t)file_size) fail("read");
  XML_Parser parser = XML_ParserCreate(NULL);
  XML_SetElementHandler(parser, string_open, string_close);
  XML_SetCharacterDataHandler(parser, string_text);
  parse("xl/sharedStrings.xml", parser);
  column = -1;
  parser = XML_ParserCreate(NULL);
  XML_SetElementHandler(parser, cell_open, cell_close);
  XML_SetCharacterDataHandler(parser, cell_text);
  parse("xl/worksheets/sheet1.xml", parser);
  printf("{\"rows\": %ld, \"bytes\": %ld}\n", rows - 1, bytes);
  return 0;
}
