-- Beside the lake's catalog, which POSTGRES_DB names: the database of Prefect's server.
create database prefect;
