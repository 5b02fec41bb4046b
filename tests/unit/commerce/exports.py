"""Files as a shop exports them, made for the tests of the importers."""

from __future__ import annotations

import csv

ORDERS_HEADER_LINE = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,"
    "Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,"
    "Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,"
    "Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,"
    "Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,"
    "Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,"
    "Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,"
    "Next Payment Due At,Payment References"
)
ORDERS_HEADER = ORDERS_HEADER_LINE.split(",")

CUSTOMERS_HEADER_LINE = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
    "Default Address Address1,Default Address Address2,Default Address City,"
    "Default Address Province Code,Default Address Country Code,Default Address Zip,"
    "Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,"
    "Tax Exempt,Tags"
)
CUSTOMERS_HEADER = CUSTOMERS_HEADER_LINE.split(",")

OLDER_CUSTOMERS_HEADER_LINE = (
    "First Name,Last Name,Email,Accepts Email Marketing,Company,Address1,Address2,City,"
    "Province,Province Code,Country,Country Code,Zip,Phone,Accepts SMS Marketing,Total Spent,"
    "Total Orders,Tags,Note,Tax Exempt"
)
OLDER_CUSTOMERS_HEADER = OLDER_CUSTOMERS_HEADER_LINE.split(",")

FIRST = {
    "Name": "#1001",
    "Email": "ada@example.com",
    "Financial Status": "paid",
    "Paid at": "2025-03-30 21:05:01 -0400",
    "Fulfillment Status": "unfulfilled",
    "Accepts Marketing": "no",
    "Currency": "USD",
    "Subtotal": "52.00",
    "Shipping": "5.95",
    "Taxes": "0.00",
    "Total": "57.95",
    "Discount Amount": "0.00",
    "Shipping Method": "Standard",
    "Created at": "2025-03-30 21:05:00 -0400",
    "Lineitem quantity": "2",
    "Lineitem name": "Fern Print - A4 / Black",
    "Lineitem price": "16.00",
    "Lineitem sku": "FERN-A4",
    "Lineitem requires shipping": "true",
    "Lineitem fulfillment status": "pending",
    "Billing Name": "Ada Example",
    "Shipping Name": "Ada Example",
    "Shipping Street": "1 Fictional Lane",
    "Shipping Address1": "1 Fictional Lane",
    "Shipping City": "Testville",
    "Shipping Zip": "'00123",
    "Shipping Province": "OR",
    "Shipping Country": "US",
    "Notes": 'Ring the "blue" bell,\nplease',
    "Refunded Amount": "0.00",
    "Vendor": "Fern & Co",
    "Id": "5550000001",
    "Risk Level": "Low",
    "Source": "web",
}

SECOND = {
    "Name": "#1001",
    "Email": "ada@example.com",
    "Created at": "2025-03-30 21:05:00 -0400",
    "Lineitem quantity": "1",
    "Lineitem name": "Canvas Tote",
    "Lineitem price": "20.00",
    "Vendor": "Tote & Co",
}

CUSTOMER = {
    "Customer ID": "'7210448301122",
    "First Name": "Ada",
    "Last Name": "Example",
    "Email": "Ada@Example.com",
    "Default Address Address1": "1 Fictional Lane",
    "Default Address City": "Testville",
    "Default Address Province Code": "OR",
    "Default Address Country Code": "US",
    "Default Address Zip": "'00123",
    "Phone": "'+1 555 555 0100",
    "Total Spent": "57.95",
    "Total Orders": "1",
    "Tags": "newsletter, Gold",
}


def another(number, **changes):
    """A one-line order of its own, changed as asked (underscores stand for spaces)."""
    changed = {key.replace("_", " "): value for key, value in changes.items()}
    return FIRST | {"Name": f"#{number}", "Id": f"555{number}"} | changed


def write_csv(path, header, rows, encoding="utf-8"):
    """Write `rows` as dictionaries, or as text to be put in as it is."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        for row in rows:
            if isinstance(row, str):
                file.write(row)
            else:
                writer.writerow(row)
    return path
