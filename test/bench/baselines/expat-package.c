/* The fields of package.xml (wsusscn2.cab) that rebootgate reads, collected by expat: what its own reader is held against.
 * expat-package <file>: prints what it collected, and the nanoseconds from opening the file to its end. */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PIECE = 65536 };
enum field { UPDATE_ID, REVISION_NUMBER, REVISION_ID, SUPERSEDED_BY, CATEGORY_TYPE, CATEGORY_ID, FIELDS };

struct kept { char *text; size_t length, room; };
struct reader {
  int in_superseded;
  size_t updates;
  struct { struct kept all; size_t count; } fields[FIELDS];
};

static void keep(struct reader *reader, enum field field, const char *text) {
  struct kept *kept = &reader->fields[field].all;
  size_t length = strlen(text);
  if (kept->length + length > kept->room) {
    kept->room = (kept->length + length) * 2 + 64;
    kept->text = realloc(kept->text, kept->room);
    if (!kept->text) abort();
  }
  memcpy(kept->text + kept->length, text, length);
  kept->length += length;
  reader->fields[field].count++;
}

static const char *attribute(const char **attributes, const char *name) {
  for (; *attributes; attributes += 2)
    if (!strcmp(*attributes, name)) return attributes[1];
  return "";
}

static void XMLCALL open_element(void *data, const char *name, const char **attributes) {
  struct reader *reader = data;
  if (!strcmp(name, "Update")) {
    reader->updates++;
    keep(reader, UPDATE_ID, attribute(attributes, "UpdateId"));
    keep(reader, REVISION_NUMBER, attribute(attributes, "RevisionNumber"));
    keep(reader, REVISION_ID, attribute(attributes, "RevisionId"));
  } else if (!strcmp(name, "Category")) {
    keep(reader, CATEGORY_TYPE, attribute(attributes, "Type"));
    keep(reader, CATEGORY_ID, attribute(attributes, "Id"));
  } else if (!strcmp(name, "SupersededBy")) {
    reader->in_superseded = 1;
  } else if (reader->in_superseded && !strcmp(name, "Revision")) {
    keep(reader, SUPERSEDED_BY, attribute(attributes, "Id"));
  }
}

static void XMLCALL close_element(void *data, const char *name) {
  struct reader *reader = data;
  if (!strcmp(name, "SupersededBy")) reader->in_superseded = 0;
}

int main(int count, char **arguments) {
  static struct reader reader;
  struct timespec start, end;
  if (count != 2) return 2;
  clock_gettime(CLOCK_MONOTONIC, &start);
  FILE *file = fopen(arguments[1], "rb");
  XML_Parser parser = XML_ParserCreate(NULL);
  if (!file || !parser) return 1;
  XML_SetUserData(parser, &reader);
  XML_SetElementHandler(parser, open_element, close_element);
  for (int last = 0; !last;) {
    void *room = XML_GetBuffer(parser, PIECE);
    size_t length = room ? fread(room, 1, PIECE, file) : 0;
    last = length < PIECE;
    if (!room || XML_ParseBuffer(parser, (int)length, last) != XML_STATUS_OK) {
      fprintf(stderr, "%s\n", XML_ErrorString(XML_GetErrorCode(parser)));
      return 1;
    }
  }
  XML_ParserFree(parser);
  fclose(file);
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%zu updates", reader.updates);
  for (int field = 0; field < FIELDS; field++) printf(" %zu/%zu", reader.fields[field].count, reader.fields[field].all.length);
  printf("\n%lld\n", (long long)(end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec));
  return 0;
}
