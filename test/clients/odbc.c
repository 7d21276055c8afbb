/*
 * odbc: what ODBC makes of the results of the queries on standard input; see compare.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sql.h>
#include <sqlext.h>

#define LONGEST 4000

static const struct
{
	SQLSMALLINT type;
	const char *name;
} types[] = {
	{SQL_NUMERIC, "SQL_NUMERIC"},         {SQL_BIGINT, "SQL_BIGINT"}, {SQL_INTEGER, "SQL_INTEGER"},
	{SQL_SMALLINT, "SQL_SMALLINT"},       {SQL_FLOAT, "SQL_FLOAT"},   {SQL_VARCHAR, "SQL_VARCHAR"},
	{SQL_LONGVARCHAR, "SQL_LONGVARCHAR"},
};

static const char *
name_of_type(SQLSMALLINT type)
{
	for (size_t n = 0; n < sizeof(types) / sizeof(types[0]); n++)
		if (types[n].type == type)
			return types[n].name;
	return "unknown";
}

/* The message spans lines. */
static void
print_error(SQLSMALLINT kind, SQLHANDLE handle)
{
	SQLCHAR state[6] = "";
	SQLCHAR message[LONGEST] = "";
	SQLINTEGER code;
	SQLSMALLINT length;

	SQLGetDiagRec(kind, handle, 1, state, &code, message, sizeof(message), &length);
	for (SQLCHAR *c = message; *c; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	printf("SQL_ERROR\t%s\t%s\n", state, message);
}

static void
print_rows(SQLHSTMT statement)
{
	SQLCHAR value[LONGEST];
	SQLSMALLINT type;
	SQLLEN length;

	SQLDescribeCol(statement, 1, NULL, 0, NULL, &type, NULL, NULL, NULL);
	for (int row = 0; SQL_SUCCEEDED(SQLFetch(statement)); row++)
	{
		SQLGetData(statement, 1, SQL_C_CHAR, value, sizeof(value), &length);
		if (row == 0)
			printf("%s\t", length == SQL_NULL_DATA ? "SQL_NULL_DATA" : name_of_type(type));
		printf("%s%s", row ? "|" : "", length == SQL_NULL_DATA ? "NULL" : (char *) value);
	}
	printf("\n");
}

static void
answer(SQLHDBC connection, char *query)
{
	SQLHSTMT statement;
	SQLLEN terminated = SQL_NTS;
	char *parameter = strchr(query, '\t');

	SQLAllocHandle(SQL_HANDLE_STMT, connection, &statement);
	if (parameter)
	{
		*parameter++ = '\0';
		SQLBindParameter(statement, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, LONGEST, 0,
						 parameter, 0, &terminated);
	}
	if (SQL_SUCCEEDED(SQLExecDirect(statement, (SQLCHAR *) query, SQL_NTS)))
		print_rows(statement);
	else
		print_error(SQL_HANDLE_STMT, statement);
	SQLFreeHandle(SQL_HANDLE_STMT, statement);
}

int
main(void)
{
	SQLHENV environment;
	SQLHDBC connection;
	char text[LONGEST];

	SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment);
	SQLSetEnvAttr(environment, SQL_ATTR_ODBC_VERSION, (SQLPOINTER) SQL_OV_ODBC3, 0);
	SQLAllocHandle(SQL_HANDLE_DBC, environment, &connection);
	snprintf(text, sizeof(text), "Driver={PostgreSQL Unicode};Server=%s;Port=%s;Database=%s;UID=%s",
			 getenv("PGHOST"), getenv("PGPORT"), getenv("PGDATABASE"), getenv("PGUSER"));
	if (!SQL_SUCCEEDED(SQLDriverConnect(connection, NULL, (SQLCHAR *) text, SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT)))
	{
		print_error(SQL_HANDLE_DBC, connection);
		return 1;
	}
	while (fgets(text, sizeof(text), stdin))
	{
		text[strcspn(text, "\n")] = '\0';
		answer(connection, text);
	}
	SQLDisconnect(connection);
	return 0;
}
