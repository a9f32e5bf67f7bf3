/* Inserts the rows of a tab-separated file into the table of updates with one prepared statement, and prints the milliseconds it took.
   cc -O2 sqlite-rows.c -lsqlite3; sqlite-rows <rows.tsv> <schema.sql> <database> */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { columns = 18 };

static char *read_all(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *text = malloc(size + 1);
  if (!text || fread(text, 1, size, file) != (size_t)size) exit(2);
  text[size] = 0;
  fclose(file);
  return text;
}

static void run(sqlite3 *db, const char *sql) {
  if (sqlite3_exec(db, sql, 0, 0, 0) != SQLITE_OK) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(3);
  }
}

/* Which columns are numbers: id, kb, revision, exclusive, offer_set. */
static int is_number(int column) { return column == 0 || column == 1 || column == 3 || column == 13 || column == 14; }

int main(int count, char **args) {
  if (count != 4) return 2;
  char *rows = read_all(args[1]);
  sqlite3 *db;
  if (sqlite3_open(args[3], &db) != SQLITE_OK) return 3;
  run(db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096; PRAGMA cache_size = -32768; PRAGMA foreign_keys = ON;");
  run(db, "BEGIN");
  run(db, read_all(args[2]));
  sqlite3_stmt *insert;
  if (sqlite3_prepare_v2(db, "INSERT INTO updates (id, kb, update_id, revision, title, bulletin, classification, kind, released, revised, language, "
      "restart_flag, flag_text, exclusive, offer_set, source, url, note) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", -1, &insert, 0) != SQLITE_OK) return 3;
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  for (char *line = rows; *line;) {
    for (int column = 0; column < columns; column++) {
      size_t length = strcspn(line, "\t\n");
      if (length == 0) sqlite3_bind_null(insert, column + 1);
      else if (is_number(column)) sqlite3_bind_int64(insert, column + 1, strtoll(line, 0, 10));
      else sqlite3_bind_text(insert, column + 1, line, (int)length, SQLITE_STATIC);
      line += length + (line[length] != 0);
    }
    if (sqlite3_step(insert) != SQLITE_DONE) return 3;
    sqlite3_reset(insert);
  }
  clock_gettime(CLOCK_MONOTONIC, &to);
  run(db, "COMMIT");
  printf("%.3f\n", (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6);
  return 0;
}
