/* The fields of a CVRF document that rebootgate reads, collected by expat: what its own reader is held against.
 * expat-cvrf <file>: prints what it collected, and the nanoseconds from opening the file to its end. */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DEPTH = 64, PIECE = 65536 };
enum field { NONE, ID, RELEASED, PRODUCT, DESCRIPTION, PRODUCT_ID, SUPERCEDENCE, RESTART, SUB_TYPE, FIXED_BUILD, FIELDS };

struct kept { char *text; size_t length, room; };
struct reader {
  char path[DEPTH][40];
  int depth, in_fix;
  enum field wanted;
  struct kept text;
  size_t vulnerabilities, fixes;
  struct { struct kept all; size_t count; } fields[FIELDS];
};

static void keep(struct kept *kept, const char *text, size_t length) {
  if (kept->length + length > kept->room) {
    kept->room = (kept->length + length) * 2 + 64;
    kept->text = realloc(kept->text, kept->room);
    if (!kept->text) abort();
  }
  memcpy(kept->text + kept->length, text, length);
  kept->length += length;
}

static const char *local(const char *name) {
  const char *colon = strchr(name, ':');
  return colon ? colon + 1 : name;
}

static enum field field_of(const struct reader *reader, const char *parent, const char *name) {
  static const struct { const char *name; enum field field; } in_fix[] = {
    {"Description", DESCRIPTION}, {"ProductID", PRODUCT_ID}, {"Supercedence", SUPERCEDENCE},
    {"RestartRequired", RESTART}, {"SubType", SUB_TYPE}, {"FixedBuild", FIXED_BUILD},
  };
  if (!strcmp(name, "FullProductName")) return PRODUCT;
  if (reader->in_fix && !strcmp(parent, "Remediation"))
    for (size_t i = 0; i < sizeof in_fix / sizeof *in_fix; i++)
      if (!strcmp(name, in_fix[i].name)) return in_fix[i].field;
  if (!strcmp(parent, "Identification") && !strcmp(name, "ID")) return ID;
  if (!strcmp(parent, "DocumentTracking") && !strcmp(name, "InitialReleaseDate")) return RELEASED;
  return NONE;
}

static const char *attribute(const char **attributes, const char *name) {
  for (; *attributes; attributes += 2)
    if (!strcmp(*attributes, name)) return attributes[1];
  return NULL;
}

static void XMLCALL open_element(void *data, const char *full, const char **attributes) {
  struct reader *reader = data;
  const char *name = local(full), *type;
  if (reader->depth + 1 >= DEPTH || strlen(name) >= sizeof *reader->path) exit(1);
  const char *parent = reader->depth ? reader->path[reader->depth - 1] : "";
  strcpy(reader->path[reader->depth++], name);
  reader->text.length = 0;
  reader->wanted = field_of(reader, parent, name);
  if (!strcmp(name, "Vulnerability")) reader->vulnerabilities++;
  if (reader->wanted == PRODUCT && (type = attribute(attributes, "ProductID"))) keep(&reader->fields[NONE].all, type, strlen(type));
  if (!strcmp(name, "Remediation") && (type = attribute(attributes, "Type")) && !strcmp(type, "Vendor Fix")) {
    reader->in_fix = 1;
    reader->fixes++;
  }
}

static void XMLCALL text(void *data, const char *text, int length) {
  struct reader *reader = data;
  if (reader->wanted != NONE) keep(&reader->text, text, (size_t)length);
}

static void XMLCALL close_element(void *data, const char *full) {
  struct reader *reader = data;
  if (!strcmp(local(full), "Remediation")) reader->in_fix = 0;
  if (reader->wanted != NONE) {
    reader->fields[reader->wanted].count++;
    keep(&reader->fields[reader->wanted].all, reader->text.text, reader->text.length);
    reader->wanted = NONE;
  }
  reader->depth--;
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
  XML_SetCharacterDataHandler(parser, text);
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
  printf("%zu vulnerabilities %zu fixes", reader.vulnerabilities, reader.fixes);
  for (int field = ID; field < FIELDS; field++) printf(" %zu/%zu", reader.fields[field].count, reader.fields[field].all.length);
  printf("\n%lld\n", (long long)(end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec));
  return 0;
}
